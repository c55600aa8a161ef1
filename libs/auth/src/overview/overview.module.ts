import { Module } from '@nestjs/common';
import { AccountsModule } from '@divan/accounts';
import { OverviewController } from './overview.controller';
import { OverviewReadModel } from './overview.read-model';
import { OverviewService } from './overview.service';

/** What an administrator should look after. */
@Module({
  imports: [AccountsModule],
  controllers: [OverviewController],
  providers: [OverviewReadModel, OverviewService],
})
export class OverviewModule {}
