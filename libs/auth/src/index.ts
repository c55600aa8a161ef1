import { Auth1700000003500 } from './migrations/1700000003500-auth';
import { AuthStepUp1700002003500 } from './migrations/1700002003500-step-up';
import { AuthPasskeys1700002003510 } from './migrations/1700002003510-passkeys';
import { AuthRecoverySalt1700002003511 } from './migrations/1700002003511-recovery-salt';
import { AuthApiKeys1700002003550 } from './migrations/1700002003550-api-keys';
import { AuthKeyMakers1700002003551 } from './migrations/1700002003551-key-makers';
import { AuthProviderSessions1700002003851 } from './migrations/1700002003851-provider-sessions';

export { SessionResponse, toSessionResponse } from './auth.dto';
export { AuthModule } from './auth.module';
export { keyFieldInvalid } from './keys/keys.errors';
export { keyBoundToChannels } from './keys/keys.events';
export { originOf, type Origin } from './member-context';
export { ExternalSignIn, type ExternalProof } from './sessions/external-sign-in';
export { AccountUnlock } from './sign-in/account-unlock.service';
export { setRefreshCookie } from './sessions/refresh-cookie';
export type { SessionTokens } from './sessions/session.service';

export const authMigrations = [
  Auth1700000003500,
  AuthStepUp1700002003500,
  AuthPasskeys1700002003510,
  AuthRecoverySalt1700002003511,
  AuthApiKeys1700002003550,
  AuthKeyMakers1700002003551,
  AuthProviderSessions1700002003851,
];
