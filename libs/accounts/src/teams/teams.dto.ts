import { Transform } from 'class-transformer';
import { IsString, Length } from 'class-validator';
import { trimmed } from '../trimmed';

export class TeamRequest {
  /** @example 'Communications' */
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  name!: string;
}

export class TeamResponse {
  id!: string;
  /** @example 'Communications' */
  name!: string;
  /** @example 4 */
  memberCount!: number;
  /** Also the ETag; send it back as If-Match. @example 1 */
  version!: number;
}

export class TeamListResponse {
  items!: TeamResponse[];
}
