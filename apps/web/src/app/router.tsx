import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { CrashPage, NotFoundPage } from './error-pages';
import { HomeRedirect } from './home-redirect';
import { Shell } from './shell/shell';

const settings: RouteObject = {
  path: 'settings',
  lazy: async () => ({ Component: (await import('./settings-layout')).SettingsLayout }),
  children: [
    { index: true, element: <Navigate to="profile" replace /> },
    {
      path: 'profile',
      lazy: async () => ({ Component: (await import('../features/auth/profile-page')).ProfilePage }),
    },
    {
      path: 'channels',
      lazy: async () => ({ Component: (await import('../features/channels/channels-page')).ChannelsPage }),
    },
    {
      path: 'channels/authorized',
      lazy: async () => ({
        Component: (await import('../features/channels/channel-authorized-page')).ChannelAuthorizedPage,
      }),
    },
    {
      path: 'members',
      lazy: async () => ({ Component: (await import('../features/accounts/members-page')).MembersPage }),
    },
  ],
};

const features: RouteObject[] = [
  {
    path: 'inbox/:conversationId?',
    lazy: async () => ({ Component: (await import('../features/inbox/inbox-page')).InboxPage }),
  },
  {
    path: 'publish/*',
    lazy: async () => ({ Component: (await import('../features/publishing/publishing-page')).PublishingPage }),
  },
  {
    path: 'approvals/*',
    lazy: async () => ({ Component: (await import('../features/approvals/approvals-page')).ApprovalsPage }),
  },
  {
    path: 'records/*',
    lazy: async () => ({ Component: (await import('../features/records/records-page')).RecordsPage }),
  },
  {
    path: 'audit/*',
    lazy: async () => ({ Component: (await import('../features/audit/audit-page')).AuditPage }),
  },
  settings,
];

export const router = createBrowserRouter([
  {
    errorElement: <CrashPage />,
    hydrateFallbackElement: <></>,
    children: [
      {
        path: 'sign-in',
        lazy: async () => ({ Component: (await import('../features/auth/sign-in-page')).SignInPage }),
      },
      {
        path: 'invitations/:token',
        lazy: async () => ({ Component: (await import('../features/auth/invitation-page')).InvitationPage }),
      },
      {
        element: <Shell />,
        children: [
          {
            errorElement: <CrashPage />,
            children: [
              { index: true, element: <HomeRedirect /> },
              ...features,
              { path: '*', element: <NotFoundPage /> },
            ],
          },
        ],
      },
    ],
  },
]);
