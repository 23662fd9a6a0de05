import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { ApiProblem, json, jsonBody, newApi, problems } from '../http/api.ts';
import { Challenge, ChallengeRequest, Token, TokenRequest } from './schema.ts';

const challenge = createRoute({
  method: 'post',
  path: '/terminals/challenge',
  tags: ['terminals'],
  summary: 'Something to sign',
  description: 'Given to anybody, so that nobody learns from it which terminals exist.',
  request: { body: jsonBody(ChallengeRequest) },
  responses: { 200: json(Challenge, 'Sign it within a minute'), ...problems(400) },
});

const token = createRoute({
  method: 'post',
  path: '/terminals/token',
  tags: ['terminals'],
  summary: 'A token for a signed challenge',
  request: { body: jsonBody(TokenRequest) },
  responses: { 200: json(Token, 'Good for a quarter of an hour'), ...problems(400, 401) },
});

export const routes = ({ terminals, permits, now }: GuardedDeps) =>
  newApi()
    .openapi(challenge, (c) => {
      const { terminalId } = c.req.valid('json');
      return c.json({ challenge: terminals.challenge(terminalId), serverTime: now() }, 200);
    })
    .openapi(token, async (c) => {
      const admitted = await terminals.admit(c.req.valid('json'));
      if (!admitted)
        throw new ApiProblem(
          401,
          'signature-wrong',
          'the signature does not fit: the terminal is not registered, its key is another, or the challenge is used up',
        );
      const { terminal, expiresAt } = admitted;
      const { id, name, profile, library } = terminal;
      const permitKey = permits.publicKey;
      return c.json(
        {
          ...{ token: admitted.token, expiresAt, serverTime: now(), permitKey },
          terminal: { id, name, profile, library },
        },
        200,
      );
    });
