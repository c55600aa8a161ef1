import { useChannels, usePermission, useTeams } from '../../api/queries';
import { useOrganization } from '../../components/organization/organization-queries';
import { useSecurityPolicy } from '../../components/organization/policy-queries';

export const STEPS = ['organization', 'policy', 'team', 'channel'] as const;
export type Step = (typeof STEPS)[number];

export function isStep(text: string | undefined): text is Step {
  return STEPS.some((step) => step === text);
}

const FIRST_VERSION = 1;
const PASSED = 'divan-setup-passed';

/** Steps that were passed as they were, on this machine: what needed no change leaves no trace in the organization. */
export function passedSteps(): Step[] {
  return (localStorage.getItem(PASSED) ?? '').split(' ').filter(isStep);
}

export function passStep(step: Step): void {
  localStorage.setItem(PASSED, [...new Set([...passedSteps(), step])].join(' '));
}

/**
 * What is done, by how the organization stands and not by what was clicked: whoever leaves, or does a step elsewhere,
 * finds it done. Null while it is not known yet.
 */
export function useSetupProgress(): Record<Step, boolean> | null {
  const organization = useOrganization();
  const policy = useSecurityPolicy();
  const teams = useTeams();
  const mayReadChannels = usePermission('channels:read');
  const channels = useChannels(mayReadChannels);
  if (!organization.data || !policy.data || !teams.data || (mayReadChannels && !channels.data)) return null;
  const passed = passedSteps();
  return {
    organization: passed.includes('organization') || organization.data.version > FIRST_VERSION,
    policy: passed.includes('policy') || policy.data.version > FIRST_VERSION,
    team: teams.data.items.length > 0,
    channel: (channels.data?.items ?? []).some(({ state }) => state === 'active'),
  };
}

export function firstOpen(progress: Record<Step, boolean>): Step | null {
  return STEPS.find((step) => !progress[step]) ?? null;
}
