import { GregorianCalendar, parseDate, parseDateTime, toCalendar, type CalendarDate } from '@internationalized/date';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  I18nProvider,
  Label,
  Popover,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { intlLocale } from '../../i18n/format';
import classes from './date-time-picker.module.css';

interface DateTimePickerProps {
  label: string;
  /** `2026-11-22T09:00` or, for a day only, `2026-11-22`; empty for none. */
  value: string;
  onChange: (value: string) => void;
  granularity: 'day' | 'minute';
  /** In the same form as the value. */
  min?: string;
  disabled?: boolean;
  invalid?: boolean;
  describedBy?: string | undefined;
}

const gregorian = new GregorianCalendar();

function parsed(text: string, granularity: 'day' | 'minute') {
  try {
    return granularity === 'day' ? parseDate(text.slice(0, 10)) : parseDateTime(text);
  } catch {
    return null;
  }
}

function CalendarPopover({ label }: { label: string }) {
  return (
    <Popover className={classes.popover ?? ''} placement="bottom start">
      <Dialog className={classes.dialog ?? ''} aria-label={label}>
        <Calendar>
          <header className={classes.head}>
            <Button slot="previous" className={classes.turn ?? ''}>
              <IconChevronLeft size={18} className="dv-flip" aria-hidden />
            </Button>
            <Heading className={classes.month ?? ''} />
            <Button slot="next" className={classes.turn ?? ''}>
              <IconChevronRight size={18} className="dv-flip" aria-hidden />
            </Button>
          </header>
          <CalendarGrid className={classes.grid ?? ''}>
            <CalendarGridHeader>
              {(day) => <CalendarHeaderCell className={classes.weekday ?? ''}>{day}</CalendarHeaderCell>}
            </CalendarGridHeader>
            <CalendarGridBody>{(date) => <CalendarCell date={date} className={classes.cell ?? ''} />}</CalendarGridBody>
          </CalendarGrid>
        </Calendar>
      </Dialog>
    </Popover>
  );
}

/** The calendar follows the language (Persian in Persian); the value is always ISO 8601. */
export function DateTimePicker(props: DateTimePickerProps) {
  const { t, i18n } = useTranslation();
  const { granularity, value, onChange } = props;
  const minimum = props.min ? parsed(props.min, granularity) : null;
  return (
    <I18nProvider locale={intlLocale(i18n.language)}>
      <DatePicker
        className={classes.picker ?? ''}
        value={parsed(value, granularity)}
        onChange={(next) => {
          const length = granularity === 'day' ? 10 : 16;
          onChange(
            next
              ? toCalendar(next as CalendarDate, gregorian)
                  .toString()
                  .slice(0, length)
              : '',
          );
        }}
        granularity={granularity}
        {...(minimum ? { minValue: minimum } : {})}
        isDisabled={props.disabled ?? false}
        isInvalid={props.invalid ?? false}
        shouldForceLeadingZeros
        {...(props.describedBy ? { 'aria-describedby': props.describedBy } : {})}
      >
        <Label className={classes.label ?? ''}>{props.label}</Label>
        <Group className={classes.group ?? ''}>
          <DateInput className={classes.input ?? ''}>
            {(segment) => <DateSegment segment={segment} className={classes.segment ?? ''} />}
          </DateInput>
          <Button className={classes.open ?? ''} aria-label={t('date.open')}>
            <IconCalendar size={17} stroke={1.75} aria-hidden />
          </Button>
        </Group>
        <CalendarPopover label={props.label} />
      </DatePicker>
    </I18nProvider>
  );
}
