export { ApprovalsModule } from './approvals.module';
export { ApprovalsService, type DecisionInput, type RequestDetails } from './approvals.service';
export { approvalChanged, decisionMade, type DecisionMade } from './approvals.events';
export { approvalsMigrations } from './migrations/1700000300000-approvals';
