/** What to call what a form makes. */
export function NameField() {
  return (
    <label className="field">
      Name
      <input name="name" required maxLength={64} autoComplete="off" />
    </label>
  );
}
