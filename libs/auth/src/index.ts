export { AuthModule } from './auth.module';
export { authMigrations } from './migrations/1700000003500-auth';
