import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsOptional, MinDate } from 'class-validator';

// PostgreSQL has no year 0, and JavaScript writes those before it in another way.
const YEAR_ONE = new Date('0001-01-01T00:00:00Z');

/** An optional time that every store can hold, for the filters of lists. */
export const QueryTime = (): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    Type(() => Date),
    IsDate(),
    MinDate(YEAR_ONE),
  );
