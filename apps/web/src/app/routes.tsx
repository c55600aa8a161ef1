import { lazy, Suspense, type ComponentType } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { NotFoundPage } from './error-pages';
import { HomeRedirect } from './home-redirect';

/** A screen whose code is downloaded when it is first opened. */
function screen(load: () => Promise<ComponentType>): ComponentType {
  return lazy(async () => ({ default: await load() }));
}

const Shell = screen(async () => (await import('./shell/shell')).Shell);
const SettingsLayout = screen(async () => (await import('./settings-layout')).SettingsLayout);
const SignIn = screen(async () => (await import('../features/auth/sign-in-page')).SignInPage);
const Invitation = screen(async () => (await import('../features/auth/invitation-page')).InvitationPage);
const Sso = screen(async () => (await import('../features/auth/sso/sso-page')).SsoPage);
const SsoStepUp = screen(async () => (await import('../features/auth/step-up/step-up-page')).StepUpPage);
const ResetRequest = screen(async () => (await import('../features/auth/reset/reset-request-page')).ResetRequestPage);
const Reset = screen(async () => (await import('../features/auth/reset/reset-page')).ResetPage);
const Inbox = screen(async () => (await import('../features/inbox/inbox-page')).InboxPage);
const Publishing = screen(async () => (await import('../features/publishing/publishing-page')).PublishingPage);
const Approvals = screen(async () => (await import('../features/approvals/approvals-page')).ApprovalsPage);
const Records = screen(async () => (await import('../features/records/records-page')).RecordsPage);
const AuditLayout = screen(async () => (await import('../features/audit/audit-layout')).AuditLayout);
const AuditEvents = screen(async () => (await import('../features/audit/events-page')).EventsPage);
const AuditExports = screen(async () => (await import('../features/audit/exports-page')).ExportsPage);
const AuditSettings = screen(async () => (await import('../features/audit/settings-page')).AuditSettingsPage);
const Log = screen(async () => (await import('../features/log/log-page')).LogPage);
const Profile = screen(async () => (await import('../features/auth/profile-page')).ProfilePage);
const OwnSecurity = screen(async () => (await import('../features/auth/security/security-page')).OwnSecurityPage);
const Channels = screen(async () => (await import('../features/channels/channels-page')).ChannelsPage);
const ChannelAuthorized = screen(
  async () => (await import('../features/channels/channel-authorized-page')).ChannelAuthorizedPage,
);
const Verify = screen(async () => (await import('../features/verify/verify-page')).VerifyPage);
const Members = screen(async () => (await import('../features/accounts/members-page')).MembersPage);
const Teams = screen(async () => (await import('../features/accounts/teams/teams-page')).TeamsPage);
const Roles = screen(async () => (await import('../features/accounts/roles/roles-page')).RolesPage);
const ServiceMembers = screen(async () => (await import('../features/keys/service-members-page')).ServiceMembersPage);
const AccessReview = screen(
  async () => (await import('../features/accounts/access-review/access-review-page')).AccessReviewPage,
);
const SecurityOverview = screen(async () => (await import('../features/security/overview-page')).SecurityOverviewPage);
const SecurityPolicy = screen(async () => (await import('../features/security/policy-page')).SecurityPolicyPage);
const Organization = screen(async () => (await import('../features/organization/organization-page')).OrganizationPage);
const Setup = screen(async () => (await import('../features/setup/setup-page')).SetupPage);
const Providers = screen(async () => (await import('../features/sso/providers-page')).ProvidersPage);
const Provider = screen(async () => (await import('../features/sso/provider-page')).ProviderPage);
const Scim = screen(async () => (await import('../features/sso/scim-page')).ScimPage);
const ApiKeys = screen(async () => (await import('../features/keys/api-keys-page')).ApiKeysPage);
const Invitations = screen(
  async () => (await import('../features/accounts/invitations/invitations-page')).InvitationsPage,
);

export function AppRoutes() {
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route path="sign-in" element={<SignIn />} />
        <Route path="sso" element={<Sso />} />
        <Route path="sso/step-up" element={<SsoStepUp />} />
        <Route path="password-reset" element={<ResetRequest />} />
        <Route path="password-reset/:token" element={<Reset />} />
        <Route path="invitations/:token" element={<Invitation />} />
        <Route path="verify" element={<Verify />} />
        <Route element={<Shell />}>
          <Route index element={<HomeRedirect />} />
          <Route path="inbox/:conversationId?" element={<Inbox />} />
          <Route path="publish/*" element={<Publishing />} />
          <Route path="approvals/*" element={<Approvals />} />
          <Route path="records/*" element={<Records />} />
          <Route path="audit" element={<AuditLayout />}>
            <Route index element={<AuditEvents />} />
            <Route path="log" element={<Log />} />
            <Route path="exports" element={<AuditExports />} />
          </Route>
          <Route path="setup" element={<Setup />} />
          <Route path="settings" element={<SettingsLayout />}>
            <Route index element={<Navigate to="profile" replace />} />
            <Route path="profile" element={<Profile />} />
            <Route path="my-security" element={<OwnSecurity />} />
            <Route path="channels" element={<Channels />} />
            <Route path="channels/authorized" element={<ChannelAuthorized />} />
            <Route path="members" element={<Members />} />
            <Route path="teams" element={<Teams />} />
            <Route path="roles" element={<Roles />} />
            <Route path="invitations" element={<Invitations />} />
            <Route path="service-members" element={<ServiceMembers />} />
            <Route path="api-keys" element={<ApiKeys />} />
            <Route path="identity-providers" element={<Providers />} />
            <Route path="identity-providers/:providerId" element={<Provider />} />
            <Route path="scim" element={<Scim />} />
            <Route path="access-review" element={<AccessReview />} />
            <Route path="security-overview" element={<SecurityOverview />} />
            <Route path="security-policy" element={<SecurityPolicy />} />
            <Route path="organization" element={<Organization />} />
            <Route path="audit" element={<AuditSettings />} />
          </Route>
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </Suspense>
  );
}
