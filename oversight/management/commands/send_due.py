from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from committees.consents.asking import send_reminders
from committees.plans import replying
from municipalities.lifecycle import lift_holds
from oversight.meetings_due import remind_of_meetings, remind_of_tasks, tell_of_lapses
from oversight.sending import is_sending_time, send_digests, write_reminders


class Command(BaseCommand):
    help = (
        "Takes up again what was on hold until today; from 7:00 on working days in Tunisia, writes the reminders that "
        "are due and sends each person's e-mail of the day. Prints what it did. Run it every hour: twice, at once or "
        "late, nothing is sent twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        lifted = lift_holds(at)
        self.stdout.write(f"{len(lifted)} participations taken up again: their day on hold has come.")
        if not is_sending_time(at):
            self.stdout.write("Nothing is sent now: it is before 7:00, or no working day.")
            return
        reminded, lettered = write_reminders(at)
        self.stdout.write(f"{reminded} steps reminded of by e-mail, {lettered} put into letters for the Unit to send.")
        asked_again = send_reminders(at)
        self.stdout.write(f"{asked_again} members reminded that they were asked what may be shown of them.")
        silent, tasks, lapses = remind_of_meetings(at), remind_of_tasks(at), tell_of_lapses(at)
        self.stdout.write(f"{silent} reminded to answer, {tasks} of a task, {lapses} told that a committee must meet.")
        self.stdout.write(f"{replying.remind(at)} co-chairs reminded to reply to a progress note.")
        sent, overviews = send_digests(at)
        self.stdout.write(f"{sent} digests sent, {overviews} of them with the overview of the week.")
