import { fieldLabels, type FieldName } from '../bridge';

export { fieldLabels };

export const listOf = (fields: FieldName[]) => fields.map((field) => fieldLabels[field]).join(', ');
