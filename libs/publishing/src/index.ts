export { PublishingModule } from './publishing.module';
export { PublishingService } from './publishing.service';
export { PostDrafts, type PostInput } from './post-drafts.service';
export type { PostDetails } from './post-reader.service';
export type { Post, PostState } from './post';
export { plainText } from './plain-text';
export { PersonResponse, PostResponse, toPostResponse } from './post.dto';
export {
  postChanged,
  postSubmitted,
  postUpdated,
  publicationPublished,
  publicationRejected,
  publicationUnknown,
  type PostChanged,
  type PostSubmitted,
  type PublicationFailed,
  type PublicationPublished,
} from './publishing.events';
export { publishingMigrations } from './migrations/1700000200000-publishing';
