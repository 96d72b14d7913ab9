import { AppError, leakReportSchema, type LeakAcceptance, type LeakReport, type RunId } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { isUniqueViolation } from '../db/database-error';
import { found, type Scope } from '../scope/scope';

export type RunLeaks = {
  /** null: the run is not done, or was trained before the attacks existed */
  report: LeakReport | null;
  /** oldest first */
  acceptances: LeakAcceptance[];
};

/** What the attacks found on the training table of a run, and who answers for which finding. @throws AppError NOT_FOUND */
export async function runLeaks(db: Db, scope: Scope, runId: RunId): Promise<RunLeaks> {
  const run = found(await db.prisma.run.findFirst({ where: { id: runId, projectId: scope.projectId }, select: { leakReport: true, leakAcceptances: { orderBy: { acceptedAt: 'asc' } } } }), 'run', runId);
  return {
    report: run.leakReport === null ? null : leakReportSchema.parse(run.leakReport),
    acceptances: run.leakAcceptances.map(({ findingKey, reason, acceptedBy, acceptedByName, acceptedAt }) => ({ runId, findingKey, reason, acceptedBy, acceptedByName, acceptedAt })),
  };
}

/**
 * Takes responsibility for a finding, with a reason that stays in the audit log. The promotion gate no longer refuses on it; the finding stays in sight.
 * @throws AppError NOT_FOUND (run or finding), CONFLICT (accepted already, or nothing to accept)
 */
export async function acceptLeak(db: Db, scope: Scope, input: { runId: RunId; findingKey: string; reason: string }): Promise<RunLeaks> {
  const { runId, findingKey, reason } = input;
  const { report, acceptances } = await runLeaks(db, scope, runId);
  const finding = report?.findings.find((f) => f.key === findingKey);
  if (!finding) throw new AppError({ code: 'NOT_FOUND', message: `Expected a leak finding of this run, received "${findingKey}".`, fix: report ? `Choose from: ${report.findings.map((f) => f.key).join(', ') || 'none: nothing was found'}.` : 'The attacks have not been run on it: train it again.' });
  if (finding.severity === 'info') throw new AppError({ code: 'CONFLICT', message: 'This finding is information: there is nothing to accept.', fix: 'Nothing stands in the way of a promotion because of it.' });
  const before = acceptances.find((a) => a.findingKey === findingKey);
  if (before) throw acceptedAlready(before.acceptedByName);
  try {
    await db.transaction(async (tx) => {
      const run = await tx.run.findUniqueOrThrow({ where: { id: runId }, select: { name: true } });
      await tx.leakAcceptance.create({ data: { projectId: scope.projectId, runId, findingKey, reason, acceptedBy: scope.actor.id, acceptedByName: scope.actor.name } });
      await writeAudit(tx, scope, { action: 'run.acceptLeak', objectType: 'run', objectId: runId, objectName: run.name, before: { finding: findingKey, severity: finding.severity, accepted: false }, after: { finding: findingKey, message: finding.message.en, accepted: true, reason } });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw acceptedAlready('somebody else');
    throw error;
  }
  return runLeaks(db, scope, runId);
}

const acceptedAlready = (name: string): AppError => new AppError({ code: 'CONFLICT', message: `This finding was accepted by ${name} already.`, fix: 'Nothing is left to do.' });
