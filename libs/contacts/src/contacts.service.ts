import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, notFound, type RequestContext, type Tx } from '@divan/platform';
import { ContactReadModel, type ContactView } from './contact.read-model';
import { contactViewedAudit } from './contacts.events';

@Injectable()
export class ContactsService {
  constructor(
    private readonly contacts: ContactReadModel,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Reads a person's data and says so in the audit log. The caller decides whether the actor may. @throws 404 */
  async viewContact(tx: Tx, ctx: RequestContext, id: string): Promise<ContactView> {
    const contact = await this.contacts.find(tx, ctx, id);
    if (!contact) throw notFound('contact');
    await this.recordView(tx, ctx, id);
    return contact;
  }

  /** Whether this look at a person's data is in the audit log already; asked where a read writes nothing else. */
  isViewRecorded(tx: Tx, ctx: RequestContext, contactId: string): Promise<boolean> {
    return this.contacts.isViewRecorded(tx, ctx, contactId, this.clock.now());
  }

  /** Audits a look at a person's data, once an hour for one session and one person. */
  async recordView(tx: Tx, ctx: RequestContext, contactId: string): Promise<void> {
    if (!(await this.contacts.recordView(tx, ctx, contactId, this.clock.now()))) return;
    await this.audit.write(tx, ctx, contactViewedAudit, { object: { type: 'contact', id: contactId }, detail: {} });
  }
}
