namespace Flowker.Grains;

/// <summary>All messages of the grains. None holds input, output, configuration or a driver's exception text beyond its type.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "A start could not be decided: the storage is away.")]
    public static partial void StartUndecided(ILogger logger, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "Execution {ExecutionId} of workflow {WorkflowId}: another activation went on with it; this one stops.")]
    public static partial void Fenced(ILogger logger, Guid executionId, Guid workflowId);

    [LoggerMessage(3, LogLevel.Warning, "Execution {ExecutionId} of workflow {WorkflowId}: a commit waits for the storage (try {Attempt}).")]
    public static partial void CommitWaits(ILogger logger, Guid executionId, Guid workflowId, int attempt);

    [LoggerMessage(4, LogLevel.Error, "Execution {ExecutionId} of workflow {WorkflowId}: the driver stopped; the next sweep resumes it.")]
    public static partial void DriverStopped(ILogger logger, Exception failure, Guid executionId, Guid workflowId);

    [LoggerMessage(5, LogLevel.Error, "Execution {ExecutionId}: its journal cannot be read here; it is left to silos that can.")]
    public static partial void JournalUnreadable(ILogger logger, Guid executionId);

    [LoggerMessage(6, LogLevel.Information, "Sweep: {Count} open executions taken over.")]
    public static partial void Swept(ILogger logger, int count);

    [LoggerMessage(7, LogLevel.Warning, "A sweep failed and is tried again.")]
    public static partial void SweepFailed(ILogger logger, Exception failure);

    [LoggerMessage(8, LogLevel.Error, "Execution {ExecutionId} of workflow {WorkflowId}: an executor broke its contract and threw; taken as an unknown outcome.")]
    public static partial void ExecutorThrew(ILogger logger, Exception failure, Guid executionId, Guid workflowId);

    [LoggerMessage(27, LogLevel.Information, "Provider configuration {ProviderConfigId} changed: not every silo could say that it calls with the new one, so that its lease is waited for.")]
    public static partial void ChangeWaits(ILogger logger, Guid providerConfigId);

    [LoggerMessage(28, LogLevel.Error, "A call of provider configuration {ProviderConfigId} could not be prepared.")]
    public static partial void CallNotAdmitted(ILogger logger, Exception failure, Guid providerConfigId);

    [LoggerMessage(15, LogLevel.Error, "Execution {ExecutionId} of workflow {WorkflowId}: its definition cannot be compiled here; it is left to silos that can.")]
    public static partial void DefinitionUnreadable(ILogger logger, Guid executionId, Guid workflowId);

    [LoggerMessage(16, LogLevel.Error, "Execution {ExecutionId}: its next step could not be computed; the next sweep tries it again.")]
    public static partial void TurnFailed(ILogger logger, Exception failure, Guid executionId);

    [LoggerMessage(17, LogLevel.Error, "Execution {ExecutionId} of workflow {WorkflowId} is set aside: silos died again and again while they computed its next step.")]
    public static partial void SetAside(ILogger logger, Guid executionId, Guid workflowId);

    [LoggerMessage(31, LogLevel.Warning, "The schedule of workflow {WorkflowId} could not be looked at; tried again within a minute.")]
    public static partial void ScheduleFailed(ILogger logger, Exception failure, Guid workflowId);

    [LoggerMessage(32, LogLevel.Warning, "Workflow {WorkflowId}, trigger {NodeId}: the occurrence {Occurrence} is not started yet ({Code}).")]
    public static partial void OccurrenceNotStarted(ILogger logger, Guid workflowId, string nodeId, DateTimeOffset occurrence, string code);

    [LoggerMessage(30, LogLevel.Warning, "Executions whose time to be kept is over could not be deleted; tried again later.")]
    public static partial void RetentionFailed(ILogger logger, Exception failure);

    [LoggerMessage(9, LogLevel.Error, "A stored secret of {Owner} cannot be decrypted: was its key lost?")]
    public static partial void SecretUnreadable(ILogger logger, string owner);

    [LoggerMessage(10, LogLevel.Information, "Secrets are encrypted with keys that are kept beside them in the database; Flowker:SecretKeys keeps them elsewhere.")]
    public static partial void SecretKeysBesideSecrets(ILogger logger);

    [LoggerMessage(130, LogLevel.Warning, "Other users of this machine may read {Folder} of Flowker:SecretKeys:Directory: make it private to the user of this process.")]
    public static partial void SecretKeysOpen(ILogger logger, string folder);

    [LoggerMessage(11, LogLevel.Warning, "Ended executions could not be counted and are tried again.")]
    public static partial void RollupFailed(ILogger logger, Exception failure);

    [LoggerMessage(12, LogLevel.Warning, "The guard of provider configuration {ProviderConfigId} cannot be reached; its lease is kept until it runs out.")]
    public static partial void GuardUnreachable(ILogger logger, Exception failure, Guid providerConfigId);

    [LoggerMessage(13, LogLevel.Information, "The feature {Feature} is switched on: from now on silos that do not know it refuse to start.")]
    public static partial void FeatureSwitchedOn(ILogger logger, string feature);

    [LoggerMessage(14, LogLevel.Warning, "The switches of features could not be read and are tried again.")]
    public static partial void FeaturesNotRead(ILogger logger, Exception failure);

    [LoggerMessage(33, LogLevel.Warning, "{Count} of {Reviewed} active workflows keep running as they were activated, but would not be activated anew: {Workflows}. Validate says why.")]
    public static partial void WouldNotBeActivated(ILogger logger, int count, int reviewed, string workflows);

    [LoggerMessage(34, LogLevel.Warning, "The active workflows could not be reviewed after the start.")]
    public static partial void ReviewFailed(ILogger logger, Exception failure);

    [LoggerMessage(40, LogLevel.Warning, "The audit chain waits for the storage.")]
    public static partial void ChainWaits(ILogger logger);

    [LoggerMessage(41, LogLevel.Error, "The audit chain could not be extended; it is tried again.")]
    public static partial void ChainFailed(ILogger logger, Exception failure);

    [LoggerMessage(42, LogLevel.Critical, "The audit trail is not what was written. {Reason} No checkpoint is signed over it.")]
    public static partial void ChainBroken(ILogger logger, string reason);

    [LoggerMessage(43, LogLevel.Critical, "The last checkpoint of the audit trail, at {Sequence}, is signed by the key {Key}, which this silo neither has nor trusts; it signs nothing behind it. See Flowker:Audit:SigningKeyPath and TrustedKeyPaths.")]
    public static partial void CheckpointNotTrusted(ILogger logger, long sequence, string key);

    [LoggerMessage(44, LogLevel.Warning, "A checkpoint could not be published to {Target} ({Failure}); it is tried again.")]
    public static partial void CheckpointNotPublished(ILogger logger, string target, string failure);

    [LoggerMessage(45, LogLevel.Warning, "A refused request could not be recorded: the storage is away.")]
    public static partial void RefusalNotRecorded(ILogger logger);

    [LoggerMessage(46, LogLevel.Information, "The key {Key} signs the audit trail; it lies sealed in the database.")]
    public static partial void SigningKeySealed(ILogger logger, string key);

    [LoggerMessage(47, LogLevel.Warning, "The signing key in the data folder is not used. {Reason}")]
    public static partial void OwnSigningKeyUnreadable(ILogger logger, string reason);

    [LoggerMessage(48, LogLevel.Critical, "No living silo has the key {Key}, which signed the audit trail. A new one is made, which no key before it confirms; docs/audit-proof.md says what to do, under Keys.")]
    public static partial void SigningKeyReplaced(ILogger logger, string key);

    [LoggerMessage(50, LogLevel.Debug, "Execution {ExecutionId} of workflow {WorkflowId} ended: {Status} {ErrorCode}.")]
    public static partial void Ended(ILogger logger, Guid executionId, Guid workflowId, Engine.Executions.ExecutionStatus status, string? errorCode);
}
