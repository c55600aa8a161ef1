import type { OwnSecurity, Passkey, SignedInSession } from '../api/types';
import { ago } from './fixtures';

export const sessions: SignedInSession[] = [
  {
    id: 's-1',
    methods: ['password', 'totp'],
    createdAt: ago(200),
    lastUsedAt: ago(0.2),
    address: '203.0.113.7',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
    expiresAt: ago(-600),
    current: true,
  },
  {
    id: 's-2',
    methods: ['passkey'],
    createdAt: ago(60 * 30),
    lastUsedAt: ago(60 * 7),
    address: '198.51.100.24',
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
    expiresAt: ago(-600),
    current: false,
  },
];

export const passkeys: Passkey[] = [
  {
    id: 'p-1',
    name: 'Chrome on Linux',
    createdAt: ago(60 * 24 * 30),
    lastUsedAt: ago(200),
    backedUp: true,
    transports: ['internal', 'hybrid'],
  },
];

export const ownSecurity: OwnSecurity = {
  passwordChangedAt: ago(60 * 24 * 90),
  totp: { confirmedAt: ago(60 * 24 * 90) },
  passkeys: 1,
  recoveryCodesLeft: 8,
  phishingResistantRequired: false,
  passwordSignIn: true,
  idleMinutes: 30,
};
