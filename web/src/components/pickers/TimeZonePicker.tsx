import { Select } from "@mantine/core";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
const SHOWN = 60;

interface Props {
  value: string;
  onChange: (zone: string) => void;
  error?: React.ReactNode;
}

/** A time zone of the IANA database, found by typing. */
export function TimeZonePicker({ value, onChange, error }: Props) {
  return (
    <Select
      label="Time zone"
      searchable
      allowDeselect={false}
      limit={SHOWN}
      nothingFoundMessage="There is no such time zone"
      data={ZONES.includes(value) ? ZONES : [value, ...ZONES]}
      value={value}
      onChange={(zone) => {
        if (zone !== null) onChange(zone);
      }}
      error={error}
    />
  );
}
