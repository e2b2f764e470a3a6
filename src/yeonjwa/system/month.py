"""The order of processes within a month.

People read what they know at the end of the last month, decide, and meet what follows in this one; updating is synchronous
within a process. The document of the model prints this function.
"""

from __future__ import annotations

from yeonjwa.beliefs import beliefs, grievance, news
from yeonjwa.departures import crossing, drivers, returning, transit
from yeonjwa.families import group_plans, money
from yeonjwa.practices import on_departure, sweeps
from yeonjwa.system import observe
from yeonjwa.system.run import System
from yeonjwa.units import denunciation, detection, officers


def one_month(system: System) -> None:
    """Everything that happens in one month, in this order."""
    state = system.state
    drivers.read(system)  # 1 schedule: economy, border, China and purges as dated
    system.demography.marry_and_be_born(state)  # 2 demography
    system.posts.serve(state)
    money.earn_send_and_support(system)  # 3 income: remittance, support of poor kin, extortion
    news.spread(system)  # 4 inform: kin, rumour, meetings, media, concealment
    grievance.feel(system)  # 5 feel
    beliefs.learn(system)
    deciders = system.deciding.leavers(state)  # 6 decide, alone or with others; some are denounced
    plans = group_plans.form(system, deciders.person, deciders.close_kin)
    plans = denunciation.report(system, plans)
    crossing.cross(system, plans)  # 7 cross: through, stopped or shot
    transit.travel(system)  # 8 transit: China, arrest, return by force, onward, arrival
    cases = detection.notice(system)  # 9 detect: absences, labels, liability of minders
    on_departure.follow(system, cases)  # 10 consequence for relatives, as capacity allows
    officers.allot(system)  # 11 units: officers' time, points
    sweeps.go_over(system)
    returning.come_home(system)  # 12 return, and release from detention
    system.posts.fill(state)  # 13 vet and fill posts
    system.terms.note(system)  # 14 observe
    observe.close(system)
