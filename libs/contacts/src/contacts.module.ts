import { Module } from '@nestjs/common';
import { AuditModule } from '@divan/audit';
import { ContactReadModel } from './contact.read-model';
import { ContactsService } from './contacts.service';
import { IdentitiesService } from './identities.service';
import { IdentityRepository } from './identity.repository';

@Module({
  imports: [AuditModule],
  providers: [IdentityRepository, ContactReadModel, IdentitiesService, ContactsService],
  exports: [IdentitiesService, ContactsService],
})
export class ContactsModule {}
