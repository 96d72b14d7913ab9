// db, scope, audit
export { createDb } from './db/create-db';
export type { Db, Tx, DbOptions } from './db/create-db';
export { databaseError, isUniqueViolation } from './db/database-error';
export { silentLogger } from './db/deps';
export type { Deps, Logger } from './db/deps';
export { SYSTEM_ACTOR, notFound, found } from './scope/scope';
export type { Scope } from './scope/scope';
export { writeAudit } from './audit/write-audit';
export type { AuditFact } from './audit/write-audit';
export { listAudit, listAuditFacets } from './audit/list-audit';
export type { AuditFilter } from './audit/list-audit';
// identity
export { listProjects, getProject, findProjectId, createProject, updateProject, ensureFirstProject } from './identity/project';
export type { ProjectInput } from './identity/project';
export { listUsers, adminExists, createUser, updateUser, replacePassword, endSessions, touchUser } from './identity/user';
export type { NewUser, UserRole } from './identity/user';
export { createApiKey, listApiKeys, revokeApiKey, actorOfKey } from './identity/api-key';
export { issueSetupToken, checkSetupToken, spendSetupToken } from './identity/setup-link';
export { readSetting, writeSetting } from './setting/setting';
// artifact
export { ArtifactStore } from './artifact/artifact-store';
export type { StoredBlob } from './artifact/artifact-store';
export { putBundle, readBundle, readManifest } from './artifact/artifact-bundle';
export type { ArtifactManifest, BundleFile } from './artifact/artifact-bundle';
export { CheckpointStore } from './artifact/checkpoint-store';
export type { CheckpointRef } from './artifact/checkpoint-store';
export { diskError } from './artifact/disk-error';
// job
export { enqueueJob, trainRunKey } from './job/enqueue-job';
export type { EnqueueOptions } from './job/enqueue-job';
export { registerWorker, pulse, stopWorker, expireDeadWorkers, reap } from './job/worker-lease';
export type { WorkerIdentity, PulseResult, ReapResult } from './job/worker-lease';
// run, as a worker sees it
export { claimRun } from './run/claim-run';
export type { ClaimedRun, ClaimResult } from './run/claim-run';
export { writeMetricPoints, writeLogs, writeSample, writeProgress, moveCheckpoint, staleFence } from './run/write-attempt';
export type { Attempt, PointInput, LogInput } from './run/write-attempt';
export { completeRun, failRun, endCancelledRun, releaseRun, requeueRun, hasEnded, failExhaustedRun } from './run/end-attempt';
export type { RunResult } from './run/end-attempt';
// run, as a user sees it
export { createRuns } from './run/create-runs';
export type { NewRuns, CreatedRuns } from './run/create-runs';
export { launchFacts } from './run/launch-facts';
export type { LaunchFacts } from './run/launch-facts';
export { launchableData } from './run/launchable-data';
export type { LaunchableVersion } from './run/launchable-data';
export { runFacets } from './run/run-facets';
export type { RunFacets } from './run/run-facets';
export { runArtifacts } from './run/run-artifacts';
export type { RunArtifacts } from './run/run-artifacts';
export { requestCancel } from './run/request-cancel';
export type { CancelOutcome } from './run/request-cancel';
export { canonicalJson } from './run/canonical-json';
export { listRuns, getRunRow, runsWhere } from './run/list-runs';
export type { RunSelection, RunPage } from './run/list-runs';
export { RUN_SORT_FIELDS } from './run/run-sort';
export type { RunSort } from './run/run-sort';
export { getRun } from './run/get-run';
export type { RunDetail } from './run/get-run';
export { pointsAfter, runCurves, runLogs, runSamples, runFigures, assertRuns } from './run/run-curves';
export type { Curve, RunCurves } from './run/run-curves';
export { queueStatus } from './run/queue-status';
export type { QueueStatus, QueueEntry } from './run/queue-status';
export { runLeaks, acceptLeak } from './run/run-leaks';
export type { RunLeaks } from './run/run-leaks';
export { updateRuns, setFavourite } from './run/update-runs';
export type { RunChange } from './run/update-runs';
export { exportRuns } from './run/export-runs';
export { watchRun, encodeCursor, decodeCursor } from './run/watch-run';
export type { RunEvent, WatchCursor, WatchedEvent } from './run/watch-run';
export { listExperiments, getExperiment, createExperiment, updateExperiment } from './run/experiments';
export type { ExperimentRow, ExperimentDetail, ExperimentQuery, ExperimentChange } from './run/experiments';
// searches
export { createSearch, stopSearch, extendSearch } from './search/start-search';
export type { NewSearch } from './search/start-search';
export { openSearches, withSearchLock, readSearch, readTrials, curvePoints, noteRung, createTrial, endTrial, beginStop, endSearch } from './search/search-trials';
export type { SearchFacts, TrialFacts, RungFact } from './search/search-trials';
export { listSearches, getSearch } from './search/search-queries';
// models and promotion
export { registerModelVersion } from './model/register-version';
export type { NewModelVersion, RegisteredModelVersion } from './model/register-version';
export { MODEL_FILE, runFile, versionFile } from './model/model-file';
export type { StoredFile } from './model/model-file';
export { runArtifact } from './model/run-artifact';
export type { RunArtifact } from './model/run-artifact';
export { moveAlias, recordRefusal } from './model/move-alias';
export type { AliasMove, MovedAlias, PromotionDossier } from './model/move-alias';
export { aliasHistory, liveAt, rollbackTarget } from './model/alias-history';
export type { AliasEventRow } from './model/alias-history';
export { listModels, getModel, getVersion } from './model/model-queries';
export type { AliasRow, ModelListRow, ModelPage, VersionRow, VersionFacts, ServedVersion } from './model/model-queries';
export { servingVersion } from './model/serving-version';
export { updateModel, setPolicy } from './model/update-model';
export { listPromotions } from './model/promotion-queries';
export type { PromotionRow } from './model/promotion-queries';
// predictions and outcomes
export { writePredictions } from './prediction/write-predictions';
export type { NewPrediction } from './prediction/write-predictions';
export { getPrediction, listPredictions, listDecisions, newestScores } from './prediction/prediction-queries';
export type { PredictionRow, PredictionDetail, PredictionFilter, Decision } from './prediction/prediction-queries';
export { startBatchScoring, cancelBatchScoring, claimBatch, batchIsHeld, renewBatch, writeBatchChunk, endBatch, releaseBatch } from './prediction/batch-scoring';
export type { ClaimedBatch, BatchAttempt } from './prediction/batch-scoring';
export { listBatches, getBatch, streamBatchRows } from './prediction/batch-queries';
export type { BatchRow, ScoredRow } from './prediction/batch-queries';
export { batchTargets } from './prediction/batch-targets';
export type { BatchTarget } from './prediction/batch-targets';
export { recordOutcomes } from './outcome/record-outcomes';
export { maturedRows, maturity, streamRealised, MATURED_LIMIT } from './outcome/realised-rows';
export type { Bucket, MaturedRow, Maturity, RealisedRow } from './outcome/realised-rows';
export { outcomeBase } from './outcome/outcome-base';
export { servingFigures, recentScores } from './outcome/serving-figures';
export type { ServingFigures, ServingDay, WarningCount } from './outcome/serving-figures';
// the graph
export { lineageGraph } from './graph/lineage-graph';
export type { LineageRequest } from './graph/lineage-graph';
// home and palette
export { homeOverview } from './home/home-overview';
export type { HomeOverview, HomeCounts, LiveModel, NeedsAttention, Activity } from './home/home-overview';
export { searchObjects } from './home/search-objects';
export type { FoundObject } from './home/search-objects';
// saved views
export { listSavedViews, saveView, deleteView } from './view/saved-view';
export type { SavedView } from './view/saved-view';
// dataset
export { registerDatasetVersion } from './dataset/register-dataset-version';
export type { NewDatasetVersion, RegisteredDatasetVersion, VersionOrigin } from './dataset/register-dataset-version';
export { versionToParse, reportParsing, completeVersion, failVersion } from './dataset/complete-version';
export type { ParsedVersion, VersionToParse } from './dataset/complete-version';
export { listDatasets, getDataset, getDatasetVersion, dependantsOf } from './dataset/dataset-queries';
export type { DatasetListInput, DatasetRow, VersionDetail, Dependant } from './dataset/dataset-queries';
export { updateDataset, setColumnRoles, replaceProfile, deleteDataset, deleteDatasetVersion } from './dataset/change-dataset';
export type { DatasetChange } from './dataset/change-dataset';
export { encryptSecret, decryptSecret } from './secret/secret-box';
// events
export { eventTables } from './event/event-tables';
export { listEventLogs, getEventLog, createEventLog, updateEventLog } from './event/event-log';
export type { EventLogRow, NewEventLog, EventLogChange } from './event/event-log';
export { listEventSources, getEventSource, eventSourceSecret, createEventSource, updateEventSource, acceptEventMapping, queuePull, queueDuePulls, saveCursor, receivingSource, recordPullFailure, auditSourceTest } from './event/event-source';
export type { EventSourceRow, NewEventSource, EventSourceChange, ReceivingSource } from './event/event-source';
export { withForeign, foreignColumns, foreignPage, checkCursor, settledBound, OwnFailure } from './event/foreign-table';
export type { ForeignTable, ForeignColumn, ForeignPage, ForeignCursor } from './event/foreign-table';
export { EventSpool } from './event/event-spool';
export type { SpoolChunk } from './event/event-spool';
export { registerEventBatch, registerEventBatchIn, eventBatchToRead, reportEventBatch, failEventBatch, listEventBatches, getEventBatch } from './event/event-batch';
export type { EventBatchRow, EventBatchOrigin, EventBatchToRead, RegisteredEventBatch } from './event/event-batch';
export { logState, commitEventBatch, commitCompaction, listEventVersions, partitionsToCompact, queueCompaction } from './event/event-version';
export type { LogState, NewEventPartition, EventVersionRow } from './event/event-version';
export { addEventUpload, eventUploads, saveEventPreview, getEventPreview } from './event/event-upload';
export type { EventUploadRow, EventPreviewRow } from './event/event-upload';
export { addFirstExpectations, listExpectations, addExpectation, archiveExpectation, recordExpectations } from './event/event-expectation';
export type { EventExpectationRow, ExpectationSeverity } from './event/event-expectation';
export { eventQuality, gapsOf } from './event/event-quality';
export type { EventQuality, KindQuality, EventGap, FillDrift, ExpectationState } from './event/event-quality';
// prediction tasks and features that are declared
export { listTasks, getTask, saveTask, archiveTask } from './declared/prediction-task';
export type { TaskRow, TaskVersionRow, TaskToSave } from './declared/prediction-task';
export { listFeatureSets, getFeatureSet, saveFeatureSet, archiveFeatureSet } from './declared/feature-set';
export type { FeatureSetRow, FeatureSetDetail, FeatureSetToSave, CheckedFeature } from './declared/feature-set';
export { listTrainingTables, getTrainingTable, registerTrainingTable, tableToBuild, reportTable, failTable, completeTable, tableAttacks } from './declared/training-table';
export type { TrainingTableRow, TableToBuild, RegisteredTable, TableOrder, BuiltDataset, TableState } from './declared/training-table';
export { listFeatures, featureCard } from './declared/feature-card';
export type { FeatureRow, FeatureCard } from './declared/feature-card';
// recommendation
export { rulesInForce, savedRules, saveRules, liveModelsOf } from './recommendation/recommendation-settings';
export type { SavedRules } from './recommendation/recommendation-settings';
export { readCatalogue, writeCatalogue, countCatalogue } from './recommendation/catalogue';
export { logList, flushLists, readLists, recordFeedback, listFigures } from './recommendation/recommendation-lists';
export type { LoggedList, ListOutcome, ListFilter, FeedbackResult } from './recommendation/recommendation-lists';
