import { Federation1700002003700 } from './migrations/1700002003700-federation';
import { FederationStepUp1700002003852 } from './migrations/1700002003852-sso-step-up';

export { FederationModule } from './federation.module';

export const federationMigrations = [Federation1700002003700, FederationStepUp1700002003852];
