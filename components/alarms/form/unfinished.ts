// A field that keeps what is half typed tells so by an attribute: what is stored is then the value before, and saving must wait.

const ATTRIBUTE = "data-unfinished";

/** For the input of a field: marks it while what is typed in it cannot be taken. */
export const unfinished = (isUnfinished: boolean): { [ATTRIBUTE]?: true } => (isUnfinished ? { [ATTRIBUTE]: true } : {});

/** Whether something in a form is half typed, also in what is folded. */
export const hasUnfinished = (form: HTMLElement): boolean => form.querySelector(`[${ATTRIBUTE}]`) !== null;

/** Puts the keyboard where something has to be done before the form can be saved; what is folded is opened. */
export function showProblem(form: HTMLElement): void {
  const field = form.querySelector<HTMLElement>(`[${ATTRIBUTE}], [aria-invalid=true]`);
  for (let fold = field?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  field?.focus();
}
