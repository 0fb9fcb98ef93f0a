// Recharts is large: this is a file of its own, so that ./charts can load no more of it than is drawn.
export { AreaChart, CompositeChart, LineChart } from "@mantine/charts";
