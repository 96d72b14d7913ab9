import { AppError, type EventLogId, type EventSourceConfig, type EventSourceId } from '@bellwether/contracts';
import { createEventSource, encryptSecret, getEventSource, updateEventSource, type Deps, type EventSourceChange, type EventSourceRow, type Scope } from '@bellwether/lineage';

export type AddSourceInput = { logId: EventLogId; name: string; config: EventSourceConfig; password?: string };

/** @throws AppError NOT_FOUND, NAME_TAKEN, INPUT_INVALID (a password for what needs none) */
export function addEventSource(deps: Deps, scope: Scope, { password, ...input }: AddSourceInput): Promise<EventSourceRow> {
  checkPassword(input.config.kind, password);
  return createEventSource(deps.db, scope, { ...input, secret: password ? encryptSecret(deps, password) : null });
}

export type ChangeSourceInput = Omit<EventSourceChange, 'secret'> & { password?: string };

/** @throws AppError NOT_FOUND, NAME_TAKEN, INPUT_INVALID */
export async function changeEventSource(deps: Deps, scope: Scope, id: EventSourceId, { password, ...change }: ChangeSourceInput): Promise<EventSourceRow> {
  const before = await getEventSource(deps.db, scope, id);
  checkPassword(before.kind, password);
  // a kept password goes where it was kept for, and nowhere else
  if (password === undefined && change.config && goesElsewhere(before.config, change.config)) password = '';
  return updateEventSource(deps.db, scope, id, { ...change, ...(password !== undefined ? { secret: password === '' ? null : encryptSecret(deps, password) } : {}) });
}

const goesElsewhere = (old: EventSourceConfig, now: EventSourceConfig): boolean => old.kind === 'postgres' && now.kind === 'postgres' && (['host', 'port', 'user'] as const).some((key) => old[key] !== now[key]);

function checkPassword(kind: string, password: string | undefined): void {
  if (password && kind !== 'postgres') throw new AppError({ code: 'INPUT_INVALID', message: `Expected no password for a source of the kind ${kind}.`, fix: 'Leave the password out.' });
}
