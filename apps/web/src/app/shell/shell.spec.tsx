import { fireEvent, screen, waitFor } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';
import { sessionStatus } from '../../api/session';
import { renderScreen } from '../../test/render';
import { Shell } from './shell';

describe('the shell around every page', () => {
  it('leads to signing out from any of them, in two steps [V7.4.4]', async () => {
    for (const at of ['/inbox', '/settings/members', '/audit']) {
      const { api, unmount } = await renderScreen(
        <Routes>
          <Route element={<Shell />}>
            <Route path="*" element={<p>a page</p>} />
          </Route>
        </Routes>,
        { at },
      );
      await screen.findByText('a page');
      const banner = await screen.findByRole('banner');
      const menu = [...banner.querySelectorAll('button')].at(-1)!;
      fireEvent.click(menu);
      fireEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
      await waitFor(() => expect(sessionStatus()).toBe('signed-out'));
      expect(api.requests.some(({ path }) => path === '/auth/sign-out')).toBe(true);
      unmount();
    }
  });
});
