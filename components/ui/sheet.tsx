export { Dialog as Sheet, SheetContent } from "./dialog.tsx";
