// `util.transform`: filters as texts of JSON. "Transformation helpers in util.transform".
import { filterExpression } from './dynamodb-filter.js';

const { stringify } = JSON;

const asText = (filter) => {
  const expression = filterExpression(filter);
  return expression && stringify(expression);
};

export const transform = Object.freeze({
  toDynamoDBFilterExpression: asText,
  toDynamoDBConditionExpression: asText,
});
