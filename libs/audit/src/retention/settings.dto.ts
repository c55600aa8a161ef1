import { IsInt, Max, Min, ValidateIf } from 'class-validator';

export class AuditSettingsResponse {
  /** Days for which details are kept; null: for good. @example 365 */
  detailRetentionDays!: number | null;
  version!: number;
}

export class UpdateAuditSettingsRequest {
  /** At least 90 days; null: for good. @example 365 */
  @ValidateIf((_, value) => value !== null)
  @IsInt()
  @Min(90)
  @Max(36_500)
  detailRetentionDays!: number | null;
}
