import { Auth1700000003500 } from './migrations/1700000003500-auth';
import { AuthStepUp1700002003500 } from './migrations/1700002003500-step-up';

export { AuthModule } from './auth.module';

export const authMigrations = [Auth1700000003500, AuthStepUp1700002003500];
