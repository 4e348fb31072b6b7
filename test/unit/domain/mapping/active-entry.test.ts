import { isScopeDecision } from '../../../../shared/domain/mapping/active-entry.ts';

describe('an expression for active', () => {
  it.each([
    'Not([IsSoftDeleted])',
    ' not( [IsSoftDeleted] )',
    'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    'IIF([IsSoftDeleted] = "True", "false", "TRUE")',
  ])('%s says what the connector does', (expression) => {
    expect(isScopeDecision(expression)).toBe(true);
  });

  it.each([
    '[IsSoftDeleted]',
    '"True"',
    '[accountEnabled]',
    'Not([IsSoftDeleted]',
    'Not([accountEnabled])',
    'IIF([accountEnabled] = "True", Not([IsSoftDeleted]), "False")',
    'IIF([IsSoftDeleted] = "True", "True", "True")',
    'IIF([IsSoftDeleted] = "True", "False", "False")',
    'IIF([IsSoftDeleted] = "True", IgnoreAttributeFlow, "True")',
    'IIF([IsSoftDeleted] = "True", "False", Left([IsSoftDeleted], [IsSoftDeleted]))',
    'Split([IsSoftDeleted], "x")',
  ])('%s does not', (expression) => {
    expect(isScopeDecision(expression)).toBe(false);
  });
});
