import '@mantine/core/styles.layer.css';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/vazirmatn/wght.css';
import './app/app.css';
import { createRoot } from 'react-dom/client';
import { loadConfig } from './api/config';
import { refreshSession, resumeLock } from './api/session';
import { App } from './app/app';
import { startI18n } from './i18n';

async function start(): Promise<void> {
  await Promise.all([loadConfig(), startI18n()]);
  // Whether somebody is signed in decides the first screen; an unreachable API shows on it, not here.
  if (!resumeLock()) await refreshSession().catch(() => false);
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<App />);
}

void start();
