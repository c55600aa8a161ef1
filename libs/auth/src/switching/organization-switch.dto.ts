import { IsUUID } from 'class-validator';

export class SwitchRequest {
  /** Of `GET /v1/me/organizations`. */
  @IsUUID()
  organizationId!: string;
}
