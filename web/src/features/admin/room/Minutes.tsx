import { NumberInput } from "@mantine/core";

interface Props {
  label?: string;
  "aria-label"?: string;
  description?: string;
  placeholder?: string;
  value: number | null;
  /** Null if nothing stands there. */
  onChange: (value: number | null) => void;
  error?: React.ReactNode;
  min?: number;
  max?: number;
  unit?: string;
  size?: "xs" | "sm";
}

/** A whole number, usually of minutes. What is out of bounds can be typed: it is refused when it is saved. */
export function Minutes({ value, onChange, unit = "min", ...props }: Props) {
  return (
    <NumberInput
      {...props}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
      suffix={` ${unit}`}
      value={value ?? ""}
      onChange={(typed) => onChange(typed === "" ? null : Number(typed))}
    />
  );
}
