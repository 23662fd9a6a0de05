/** Where a library stands, as the map of the staff pages is told it. */
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { LibraryInput } from './input.ts';

eachDatabase((engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(engine);
  });
  const put = (place: { latitude: number; longitude: number } | object) => {
    const ward = { id: 'ward', parentId: 'central', kind: 'ward', name: 'Phường Đông', ...place };
    return server.db.write('libraries-put', { libraries: [LibraryInput.parse(ward)] });
  };
  const told = async () => {
    const answer = await server.ask('GET', '/staff/libraries', {
      cookie: await server.signIn(),
    });
    const { libraries } = answer.body as { libraries: { id: string; place?: object }[] };
    return libraries.find(({ id }) => id === 'ward');
  };

  test('is told to staff as it was given, south and west too', async () => {
    await put({ latitude: -10.2547, longitude: -105.9731 });
    expect(await told()).toMatchObject({
      place: { latitude: -10.2547, longitude: -105.9731 },
    });
  });
  test('of a library that moves or that nobody has placed there is none', async () => {
    await put({});
    expect(await told()).not.toHaveProperty('place');
  });
});
