// The DynamoDB operations that the functions use, with the names, inputs and outputs of AWS's document client: items are plain values.
import type * as aws from '@aws-sdk/lib-dynamodb';

/** One call of DynamoDB; `Output` is what `DynamoDb.send` returns for it. */
export abstract class Command<Input extends object = object, Output = unknown> {
  abstract readonly operation: string;
  readonly input: Input;
  declare readonly output?: Output;

  constructor(input: Input) {
    this.input = input;
  }
}

export class GetCommand extends Command<aws.GetCommandInput, Result<aws.GetCommandOutput>> {
  readonly operation = 'GetItem';
}

export class PutCommand extends Command<aws.PutCommandInput, Result<aws.PutCommandOutput>> {
  readonly operation = 'PutItem';
}

export class UpdateCommand extends Command<aws.UpdateCommandInput, Result<aws.UpdateCommandOutput>> {
  readonly operation = 'UpdateItem';
}

export class DeleteCommand extends Command<aws.DeleteCommandInput, Result<aws.DeleteCommandOutput>> {
  readonly operation = 'DeleteItem';
}

export class QueryCommand extends Command<aws.QueryCommandInput, Result<aws.QueryCommandOutput>> {
  readonly operation = 'Query';
}

export class BatchGetCommand extends Command<aws.BatchGetCommandInput, Result<aws.BatchGetCommandOutput>> {
  readonly operation = 'BatchGetItem';
}

export class BatchWriteCommand extends Command<aws.BatchWriteCommandInput, Result<aws.BatchWriteCommandOutput>> {
  readonly operation = 'BatchWriteItem';
}

export class TransactGetCommand extends Command<aws.TransactGetCommandInput, Result<aws.TransactGetCommandOutput>> {
  readonly operation = 'TransactGetItems';
}

export class TransactWriteCommand extends Command<TransactWriteCommandInput, Result<aws.TransactWriteCommandOutput>> {
  readonly operation = 'TransactWriteItems';
}

export type TransactWriteCommandInput = aws.TransactWriteCommandInput;

type Result<Output> = Omit<Output, '$metadata'>;
