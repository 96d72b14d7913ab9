/** How sessions are told apart, found and listened to. Chosen on validation lists. */
export type SessionSettings = {
  /** a pause longer than this begins a new session, 0: a customer's events are one @unit days */
  gapDays: number;
  /** weight of an item of the history: exp(−events after it / itemDecay) @unit events */
  itemDecay: number;
  /** weight of a neighbour: exp(−age / ageDays), 0: all ages alike @unit days */
  ageDays: number;
  /** weight of an item of a neighbour: exp(−(events from the shared item − 1) / stepDecay) @unit events */
  stepDecay: number;
  /** weight of what came before the shared item, against 1 for what came after */
  backward: number;
  /** score items of the history too: where customers look again at what they saw */
  again: boolean;
};

/** Past sessions in order of time: session n holds item[start[n]] .. item[start[n + 1] - 1]. */
export type SessionState = { kind: 'sessions'; settings: SessionSettings; /** @shape [sessions + 1] */ start: Int32Array; /** @shape [events] */ item: Int32Array; /** last event of each session @shape [sessions] @unit min since 1970 */ minute: Int32Array };
