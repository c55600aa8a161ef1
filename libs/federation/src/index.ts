import { Federation1700002003700 } from './migrations/1700002003700-federation';

export { FederationModule } from './federation.module';

export const federationMigrations = [Federation1700002003700];
