import { ChevronLeft, Lock, MapPinOff } from "lucide-react";
import { Suspense } from "react";
import { Link, NavLink, useMatch, useNavigate } from "react-router";

import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { PageSkeleton } from "@/components/PageSkeleton";
import { useActions } from "@/lib/actions/context";
import { PLACES } from "@/lib/places";
import { useViewer } from "@/lib/session/context";

import classes from "./AdminFrame.module.css";
import { AdminIndex } from "./AdminIndex";
import { ROOM_PAGES } from "./pages";
import { roomsFor } from "./rooms";

/** The administration: a list of its rooms, and the one that is open beside it. */
export function Component() {
  const { role } = useViewer();
  const open = useMatch(`${PLACES.admin.path}/:room`)?.params.room ?? "";
  const navigate = useNavigate();
  const groups = roomsFor(role);
  const rooms = groups.flatMap((group) => group.rooms);
  useActions(
    rooms.map(({ path, label, about, icon }) => ({
      id: `admin-${path}`,
      label,
      description: about,
      group: "Administration",
      icon,
      run: () => void navigate(`${PLACES.admin.path}/${path}`),
    })),
  );
  const RoomPage = ROOM_PAGES[open];
  const closed = rooms.every(({ path }) => path !== open);
  return (
    <div className={classes.frame}>
      <nav className={classes.rooms} aria-label="Administration">
        {groups.map(({ label, rooms }) => (
          <section key={label}>
            <h2>{label}</h2>
            <ul>
              {rooms.map(({ path, label, icon: Icon }) => (
                <li key={path}>
                  <NavLink to={`${PLACES.admin.path}/${path}`} className={classes.room}>
                    <Icon size={15} aria-hidden />
                    {label}
                  </NavLink>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div className={classes.content}>
        {open !== "" && (
          <Link to={PLACES.admin.path} className={classes.back}>
            <ChevronLeft size={14} aria-hidden />
            Administration
          </Link>
        )}
        {open === "" && <AdminIndex />}
        {open !== "" && RoomPage === undefined && <NoSuchRoom />}
        {RoomPage !== undefined && (
          <Suspense key={open} fallback={<PageSkeleton />}>
            {closed ? <Closed /> : <RoomPage />}
          </Suspense>
        )}
      </div>
    </div>
  );
}

function NoSuchRoom() {
  return (
    <Page title="Not found">
      <Notice
        icon={MapPinOff}
        title="There is no such room"
        action={<Link to={PLACES.admin.path}>Administration</Link>}
      />
    </Page>
  );
}

function Closed() {
  return (
    <Page title="Not for you">
      <Notice icon={Lock} title="Only administrators read this">
        It tells of all incidents, restricted ones too.
      </Notice>
    </Page>
  );
}
