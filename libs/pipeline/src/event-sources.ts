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
  if (password !== undefined) checkPassword((await getEventSource(deps.db, scope, id)).kind, password);
  return updateEventSource(deps.db, scope, id, { ...change, ...(password !== undefined ? { secret: password === '' ? null : encryptSecret(deps, password) } : {}) });
}

function checkPassword(kind: string, password: string | undefined): void {
  if (password && kind !== 'postgres') throw new AppError({ code: 'INPUT_INVALID', message: `Expected no password for a source of the kind ${kind}.`, fix: 'Leave the password out.' });
}
