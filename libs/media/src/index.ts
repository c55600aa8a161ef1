export { MediaModule } from './media.module';
export { MediaService } from './media.service';
export type { Media } from './media';
export { MediaResponse, toMediaResponse } from './media.dto';
export { altTextChanged, type AltTextChanged } from './media.events';
export { mediaMigrations } from './migrations/1700000100000-media';
