export { ContactsModule } from './contacts.module';
export { ContactsService } from './contacts.service';
export { IdentitiesService, type KnownIdentity } from './identities.service';
export type { Author } from './identity.repository';
export type { ContactView } from './contact.read-model';
export { contactsMigrations } from './migrations/1700000700000-contacts';
