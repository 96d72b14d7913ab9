export {
  projectIdSchema, userIdSchema, datasetIdSchema, datasetVersionIdSchema, experimentIdSchema, runGroupIdSchema, searchIdSchema, runIdSchema, modelIdSchema, modelVersionIdSchema,
  promotionIdSchema, predictionIdSchema, batchScoringIdSchema, outcomeIdSchema, savedViewIdSchema, apiKeyIdSchema,
  eventLogIdSchema, eventSourceIdSchema, eventMappingIdSchema, eventBatchIdSchema, eventLogVersionIdSchema, eventExpectationIdSchema, eventUploadIdSchema, eventPreviewIdSchema,
  predictionTaskIdSchema, taskVersionIdSchema, featureSetIdSchema, featureSetVersionIdSchema, featureVersionIdSchema, trainingTableIdSchema, modelUploadIdSchema,
} from './ids';
export type {
  ProjectId, UserId, DatasetId, DatasetVersionId, ExperimentId, RunGroupId, SearchId, RunId, ModelId, ModelVersionId, PromotionId, PredictionId, BatchScoringId, OutcomeId, SavedViewId, ApiKeyId,
  EventLogId, EventSourceId, EventMappingId, EventBatchId, EventLogVersionId, EventExpectationId, EventUploadId, EventPreviewId, PredictionTaskId, TaskVersionId, FeatureSetId, FeatureSetVersionId, FeatureVersionId, TrainingTableId, ModelUploadId,
} from './ids';
export { AppError, isAppError, ERROR_KINDS } from './errors';
export type { ErrorCode, ErrorKind, ErrorRecord } from './errors';
export { ROLES, roleSchema, PERMISSIONS, permissionSchema, ROLE_PERMISSIONS, KEY_SCOPES, projectSchema, userSchema, apiKeySchema, auditEntrySchema } from './identity';
export type { Role, Permission, Actor, Project, User, ApiKey, AuditEntry } from './identity';
export { DECISION_PAGES, decisionPageSchema } from './decision';
export type { DecisionPage } from './decision';
export { METRIC_KEY_PATTERN, metricKeySchema, metricEstimateSchema, metricRecordSchema, pairedDifferenceSchema } from './metric';
export type { MetricEstimate, MetricRecord, MetricSpec, PairedDifference } from './metric';
export { localizedSchema, figureSchema } from './figure';
export type { Localized, Figure, FigureOf } from './figure';
export {
  COLUMN_ROLES, columnRoleSchema, columnRolesSchema, COLUMN_TYPES, columnTypeSchema, columnSchemaSchema, dataWarningSchema, columnProfileSchema, datasetProfileSchema,
  rejectedRowSchema, FILE_FORMATS, fileFormatSchema, datasetVersionStateSchema, datasetVersionSummarySchema, datasetChangesSchema, DATA_LIMITS,
} from './dataset';
export type {
  ColumnRole, ColumnRoles, ColumnType, ColumnSchema, DataWarning, ColumnProfile, DatasetProfile, RejectedRow, FileFormat, DatasetVersionSummary, DatasetChanges,
} from './dataset';
export { RUN_STATES, runStateSchema, errorRecordSchema, runProgressSchema, engineTrialSchema, engineInfoSchema, runCostSchema, exportCheckSchema, runSummaryDataSchema, launchSpecSchema, runRowSchema, metricPointSchema } from './run';
export type { RunState, RunProgress, EngineInfo, EngineTrial, RunCost, ExportCheck, RunSummaryData, LaunchSpec, LaunchInput, RunRow, MetricPoint, RunLogLine, RunSample } from './run';
export {
  signatureFieldSchema, modelSignatureSchema, ALIAS_PATTERN, CHAMPION, promotionPolicySchema, gateResultSchema, promotionEvidenceSchema, promotionResultSchema, rowSchema,
  predictInputSchema, predictionWarningSchema, predictionIntervalSchema, predictionWaitSchema, predictionResultSchema, predictOutputSchema, reportedOutcomeSchema, outcomeResultSchema,
  LINEAGE_KINDS, lineageKindSchema, lineageNodeSchema, lineageEdgeSchema, lineageGraphSchema,
} from './model';
export type {
  SignatureField, ModelSignature, PromotionPolicy, GateResult, PromotionEvidence, PromotionResult, InputRow, PredictInput, PredictionWarning, PredictionInterval, PredictionWait, PredictOutput, ReportedOutcome,
  OutcomeResult, LineageKind, LineageGraph,
} from './model';
export { ingestDatasetJob, trainRunJob, scoreBatchJob, ingestEventsJob, pullEventsJob, compactEventsJob, buildTableJob, JOBS, LEASE } from './job';
export type { JobDefinition } from './job';
export {
  ENTITY_KINDS, entityKindSchema, SESSION_EVENT_KINDS, PAYMENT_OUTCOMES, ORDER_LINE_STATES, EVENT_SCHEMAS, EVENT_COLUMNS, NATURAL_KEYS, eventBaseSchema, customerEventSchema, productEventSchema,
  sessionEventSchema, impressionSchema, orderLineSchema, returnSchema, reviewSchema, stockLevelSchema, promotionSchema, promotionExposureSchema, paymentSchema,
} from './event';
export type { EntityKind, ShopEvent, EventColumn, EventColumnType, EventCurrency, EventPartition, EventTables } from './event';
export { LEAK_CHECKS, leakCheckSchema, leakSeveritySchema, leakFindingSchema, leakCheckResultSchema, leakReportSchema, leakAcceptanceSchema, openFindings } from './leak-report';
export type { LeakCheck, LeakSeverity, LeakFinding, LeakCheckResult, LeakReport, LeakAcceptance } from './leak-report';
export { runEndingSchema, trialOfSchema } from './run-ending';
export type { RunEnding, TrialOf } from './run-ending';
export {
  parameterPathSchema, searchValueSchema, searchParameterSchema, samplerSchema, prunerSchema, searchBudgetSchema, searchSpecSchema, extendSearchSchema, SEARCH_STATES, searchStateSchema,
  SEARCH_END_REASONS, searchTrialSchema, searchRowSchema,
} from './search';
export type {
  SearchValue, SearchCondition, SearchParameter, SearchParameterInput, SearchPoint, Sampler, Pruner, SearchBudget, SearchSpec, SearchInput, ExtendSearch, SearchState, SearchEndReason,
  SearchTrial, SearchRow,
} from './search';
export { eventRulesSchema, currencyRateSchema } from './event-log';
export type { EventRules, CurrencyRate } from './event-log';
export {
  TIME_FORMATS, NEGATIVE_RULES, fieldSourceSchema, rowConditionSchema, knownTimeRuleSchema, rowMappingSchema, eventMappingSchema, ingestCountsSchema, mappingPreviewSchema, partitionStatsSchema,
} from './event-mapping';
export {
  EVENT_SOURCE_KINDS, eventSourceKindSchema, eventSourceConfigSchema, postgresSourceConfigSchema, eventFileSchema, EVENT_BATCH_STATES, eventBatchStateSchema, expectationRuleSchema, expectationOutcomeSchema, EVENT_LIMITS, ingestReceiptSchema,
} from './event-source';
export type { EventSourceKind, EventSourceConfig, EventSourceConfigInput, PostgresSourceConfig, EventFile, IngestReceipt, ExpectationRule, ExpectationRuleInput, ExpectationOutcome } from './event-source';
export type { FieldSource, RowCondition, KnownTimeRule, RowMapping, EventMapping, EventMappingInput, IngestCounts, MappingPreview, PartitionStats } from './event-mapping';
export { rowFieldSchema, conditionSchema, conditionsSchema } from './condition';
export type { Condition } from './condition';
export {
  TASK_ENTITIES, taskEntitySchema, taskTargetSchema, taskOutput, targetKind, taskPopulationSchema, taskCadenceSchema, timeZoneSchema, predictionTaskSchema, SNAPSHOT_PARTS, snapshotPartSchema, taskSnapshotSchema, taskProblemSchema, taskPreviewSchema,
} from './prediction-task';
export type { TaskEntity, TaskTarget, TaskOutput, TargetKind, TaskPopulation, TaskCadence, PredictionTask, PredictionTaskInput, SnapshotPart, TaskSnapshot, TaskProblem, TaskPreview } from './prediction-task';
export { FEATURE_NAME_PATTERN, MOST_FEATURES, TABLE_COLUMNS, entityColumn, featureRef, featureRefSchema, featureDefinitionSchema, featureSetSchema, featureColumnSchema, trainingTableReportSchema } from './feature';
export type { FeatureDefinition, FeatureDefinitionInput, FeatureSet, FeatureSetInput, FeatureColumn, TrainingTableReport } from './feature';
export { COSTS_IN, ORDER_POLICIES, itemTermsSchema, forecastAskSchema, forecastAnswerSchema, reorderAskSchema, reorderAnswerSchema, simulationAskSchema, simulationAnswerSchema } from './forecast';
export type { OrderPolicy, ItemTerms, ForecastAsk, ForecastAnswer, ReorderAsk, ReorderAnswer, SimulationAsk, SimulationAnswer, PlayedPolicy } from './forecast';
export { ledgerAskSchema, ledgerAnswerSchema } from './ledger';
export type { LedgerAsk, LedgerAnswer, LedgerSide } from './ledger';
export {
  PLACEMENTS, placementSchema, recommendationFiltersSchema, recommendationRulesSchema, recommendationContextSchema, recommendInputSchema, RECOMMENDATION_REASONS, recommendationReasonSchema, recommendedItemSchema,
  FALLBACKS, recommendationSchema, recommendOutputSchema, replayInputSchema, replayOutputSchema, FEEDBACK_KINDS, recommendationFeedbackSchema, catalogueItemSchema,
} from './recommendation';
export type {
  Placement, RecommendationRules, RecommendationRulesInput, RecommendationContext, RecommendInput, RecommendationReason, RecommendedItem, Fallback, Recommendation, RecommendOutput, ReplayInput, ReplayOutput, FeedbackKind, RecommendationFeedback, CatalogueItem,
} from './recommendation';
