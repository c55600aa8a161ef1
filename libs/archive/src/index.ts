export { ArchiveModule } from './archive.module';
export { ArchiveService, type PulledPage } from './archive.service';
export { archiveMigrations } from './migrations/1700000400000-archive';
