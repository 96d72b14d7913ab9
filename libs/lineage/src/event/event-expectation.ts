import { AppError, EVENT_COLUMNS, expectationRuleSchema, type EntityKind, type EventExpectationId, type EventLogId, type EventLogVersionId, type ExpectationOutcome, type ExpectationRule } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

export type ExpectationSeverity = 'warning' | 'bad';
export type EventExpectationRow = { id: EventExpectationId; name: string; rule: ExpectationRule; severity: ExpectationSeverity; createdAt: Date };

/** What a new log is held against until people say otherwise. `known` passes while the other kind has no rows. */
const FIRST_RULES: { rule: ExpectationRule; severity: ExpectationSeverity }[] = [
  { rule: { rule: 'one-currency', kind: 'order_line' }, severity: 'bad' },
  { rule: { rule: 'filled', kind: 'order_line', column: 'customer_id', atMost: 0.5 }, severity: 'warning' },
  { rule: { rule: 'range', kind: 'order_line', column: 'unit_price', min: 0, max: null, atMost: 0.001 }, severity: 'warning' },
  { rule: { rule: 'range', kind: 'order_line', column: 'quantity', min: 0, max: 10_000, atMost: 0.001 }, severity: 'warning' },
  { rule: { rule: 'known', kind: 'order_line', column: 'product_id', in: 'product', inColumn: 'product_id', notBefore: false, atMost: 0.02 }, severity: 'warning' },
  { rule: { rule: 'known', kind: 'return', column: 'order_id', in: 'order_line', inColumn: 'order_id', notBefore: true, atMost: 0.02 }, severity: 'warning' },
  { rule: { rule: 'no-gap', kind: 'order_line', days: 2 }, severity: 'warning' },
];

export async function addFirstExpectations(db: Db, scope: Scope, logId: EventLogId): Promise<void> {
  await db.prisma.eventExpectation.createMany({ data: FIRST_RULES.map((r) => ({ projectId: scope.projectId, logId, name: ruleName(r.rule), rule: r.rule as unknown as Prisma.InputJsonValue, severity: r.severity, createdBy: scope.actor.id })) });
}

/** Short, for lists and audit; the console words the rule itself. */
function ruleName(rule: ExpectationRule): string {
  return `${rule.kind} ${'column' in rule ? `${rule.column} ` : 'columns' in rule ? `${rule.columns.join(', ')} ` : ''}${rule.rule}`;
}

const inForce = (projectId: string, logId: string) => ({ projectId, logId, archivedAt: null });
const asRow = (r: { id: string; name: string; rule: unknown; severity: string; createdAt: Date }): EventExpectationRow => ({ id: r.id as EventExpectationId, name: r.name, rule: expectationRuleSchema.parse(r.rule), severity: r.severity as ExpectationSeverity, createdAt: r.createdAt });

export async function listExpectations(db: Db, projectId: string, logId: EventLogId): Promise<EventExpectationRow[]> {
  return (await db.prisma.eventExpectation.findMany({ where: inForce(projectId, logId), orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).map(asRow);
}

/** @throws AppError NOT_FOUND (log), INPUT_INVALID (a column that the kind does not have) */
export async function addExpectation(db: Db, scope: Scope, logId: EventLogId, input: { rule: ExpectationRule; severity: ExpectationSeverity }): Promise<EventExpectationRow> {
  found(await db.prisma.eventLog.findFirst({ where: { id: logId, projectId: scope.projectId } }), 'event log', logId);
  checkColumns(input.rule);
  return db.transaction(async (tx) => {
    const row = await tx.eventExpectation.create({ data: { projectId: scope.projectId, logId, name: ruleName(input.rule), rule: input.rule as unknown as Prisma.InputJsonValue, severity: input.severity, createdBy: scope.actor.id } });
    await writeAudit(tx, scope, { action: 'events.add-expectation', objectType: 'event-log', objectId: logId, objectName: row.name, after: { rule: input.rule, severity: input.severity } });
    return asRow(row);
  });
}

function checkColumns(rule: ExpectationRule): void {
  const need = (kind: EntityKind, column: string): void => {
    const columns = EVENT_COLUMNS[kind].map((c) => c.column);
    if (!columns.includes(column)) throw new AppError({ code: 'INPUT_INVALID', message: `Expected a column of ${kind}, received ${JSON.stringify(column)}.`, fix: `Choose one of ${columns.join(', ')}.` });
  };
  if ('column' in rule) need(rule.kind, rule.column);
  if ('columns' in rule) for (const c of rule.columns) need(rule.kind, c);
  if (rule.rule === 'known') need(rule.in, rule.inColumn);
}

/** What it found in older versions stays. @throws AppError NOT_FOUND */
export async function archiveExpectation(db: Db, scope: Scope, id: EventExpectationId): Promise<void> {
  await db.transaction(async (tx) => {
    const row = found(await tx.eventExpectation.findFirst({ where: { id, projectId: scope.projectId, archivedAt: null } }), 'expectation', id);
    await tx.eventExpectation.update({ where: { id }, data: { archivedAt: new Date() } });
    await writeAudit(tx, scope, { action: 'events.remove-expectation', objectType: 'event-log', objectId: row.logId, objectName: row.name, before: { rule: row.rule } });
  });
}

/** Written once a version: a second worker that found the same changes nothing. */
export async function recordExpectations(db: Db, versionId: EventLogVersionId, results: { id: EventExpectationId; outcome: ExpectationOutcome }[]): Promise<void> {
  await db.prisma.eventExpectationResult.createMany({ data: results.map((r) => ({ expectationId: r.id, versionId, passed: r.outcome.passed, observed: r.outcome as unknown as Prisma.InputJsonValue })), skipDuplicates: true });
}
