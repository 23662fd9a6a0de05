/** The wall clock was set, by the server or by hand: what was counted from it moves along. Rule S87. */
import type { Line } from './line.ts';
import type { Part } from './parts.ts';
import type { Asking, Scene, Session, TerminalFacts, Visit } from './session-state.ts';

/** As if the clock had always been right: no wait becomes longer or shorter. `by` in milliseconds. */
export const shifted = (session: Session, by: number): Session => ({
  terminal: shiftedTerminal(session.terminal, by),
  visit: shiftedVisit(session.visit, by),
});

const shiftedTerminal = (terminal: TerminalFacts, by: number): TerminalFacts => ({
  ...terminal,
  ...(terminal.outSince !== undefined && { outSince: terminal.outSince + by }),
  ...(terminal.offlineSince !== undefined && { offlineSince: terminal.offlineSince + by }),
  ...(terminal.deskSince !== undefined && { deskSince: terminal.deskSince + by }),
  ...(terminal.staffSince !== undefined && { staffSince: terminal.staffSince + by }),
  ...(terminal.blinkUntil !== undefined && { blinkUntil: terminal.blinkUntil + by }),
  ...(terminal.pause && { pause: { ...terminal.pause, since: terminal.pause.since + by } }),
});

const shiftedVisit = (visit: Visit, by: number): Visit => ({
  ...visit,
  seenAt: visit.seenAt + by,
  scene: shiftedScene(visit.scene, by),
  lines: visit.lines.map((line) => shiftedLine(line, by)),
  ...(visit.lastCommand && {
    lastCommand: { ...visit.lastCommand, at: visit.lastCommand.at + by },
  }),
});

function shiftedScene(scene: Scene, by: number): Scene {
  switch (scene.stage) {
    case 'idle':
      return scene.gate?.endsAt === undefined
        ? scene
        : { ...scene, gate: { ...scene.gate, endsAt: scene.gate.endsAt + by } };
    case 'signing-in':
      return 'asking' in scene && scene.asking
        ? { ...scene, asking: shiftedAsking(scene.asking, by) }
        : scene;
    case 'working':
      return scene.side && 'asking' in scene.side && scene.side.asking
        ? { ...scene, side: { ...scene.side, asking: shiftedAsking(scene.side.asking, by) } }
        : scene;
    case 'finishing':
      if (scene.step === 'awaiting') return { ...scene, since: scene.since + by };
      if (scene.step === 'not-finished') return scene;
      return { ...scene, at: scene.at + by, endsAt: scene.endsAt + by };
  }
}

const shiftedAsking = (asking: Asking, by: number): Asking => ({
  ...asking,
  since: asking.since + by,
});

const shiftedLine = (line: Line, by: number): Line => ({
  ...line,
  parts: line.parts.map((part) => shiftedPart(part, by)),
  ...(line.looksUntil !== undefined && { looksUntil: line.looksUntil + by }),
});

function shiftedPart(part: Part, by: number): Part {
  const { security } = part;
  if (security.state === 'not-needed' || security.retryAt === undefined) return part;
  return { ...part, security: { ...security, retryAt: security.retryAt + by } };
}
