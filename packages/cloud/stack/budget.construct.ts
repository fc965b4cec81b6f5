// A monthly budget of the account: mails before and when it is exceeded.
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

/** A budget, and who receives its mails. */
export type BudgetSettings = { usdPerMonth: number; emails: readonly string[] };

/** The share of the budget, in percent, at which a mail is sent; another one when AWS forecasts more than all of it. */
const SPENT_PERCENT = 80;

/** The costs of the whole account: AWS knows those of a stack only by a tag that the owner of the account has activated. The first two budgets cost nothing. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { usdPerMonth, emails }: BudgetSettings) {
    super(scope, id);
    const subscribers = emails.map((address) => ({ subscriptionType: 'EMAIL', address }));
    const notify = (notificationType: string, threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    new CfnBudget(this, 'Month', {
      budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: usdPerMonth, unit: 'USD' } },
      notificationsWithSubscribers: [notify('ACTUAL', SPENT_PERCENT), notify('FORECASTED', 100)],
    });
  }
}
