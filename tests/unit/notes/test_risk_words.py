"""By which words a risk is known, and which say nothing of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intellisession_desktop.notes.risk.finding import find_risk
from intellisession_desktop.records import Turn

SNIPPETS = Path(__file__).parents[2] / "eval" / "risk.json"
RISKS = """
Honestly if I got hit by a truck tomorrow I wouldn't mind.
I just want to go to sleep and not wake up.
Some nights I think everyone would cope better without me.
I keep looking at the paracetamol in the cupboard and counting it.
I've been having those thoughts again.
I don't see the point in carrying on.
I'm so tired of being alive.
I drove to the bridge on Saturday and sat there for an hour.
I wrote a letter to my kids, just in case.
I looked up how much insulin would do it.
I was in hospital after my overdose in 2018.
I tried to hang myself when I was sixteen.
I took about thirty of my antidepressants.
I ended up in A and E because I'd taken all my tablets.
I started burning myself with the lighter again.
I've been clean from cutting for six weeks but I relapsed on Sunday.
I hit my head against the wall until it stopped.
When it gets too loud I scratch my arms until they bleed.
I pulled out a clump of my hair.
I could honestly kill him for what he did.
I keep imagining pushing him down the stairs.
I bought a knife and I carry it when I see his car.
The voices say I should jump.
He put his hands round my neck last night.
He won't let me see my sister.
She throws things at me when she's drunk.
My stepdad used to come into my room at night.
My ex keeps turning up outside my work.
I'm scared to go home tonight.
He forced me to have sex after the party.
He takes all my wages and gives me a tenner.
Mum used to lock me in the cupboard.
I was molested by my uncle as a kid.
I shook the baby last week, just for a second.
I nearly hit her, I had my fist up.
Life's not worth living like this.
I've had enough, I want out.
There's nothing left for me here.
I wish I was dead.
I wish I had never been born.
Sometimes I think about just disappearing, like for good.
It would be a relief if it was all over.
I thought about stepping in front of the tube.
I've thought of crashing the car on purpose.
I've got a rope in the garage, I bought it for that.
I gave my dog to my neighbour so he'd be looked after when I'm gone.
My brother shot himself in March.
My mum took her own life when I was nine.
My daughter says she wants to die.
My best friend died by suicide at Christmas.
I can't do this any more, I can't live like this.
I want to kill myself.
I don't deserve to live.
They'd be better off with the insurance money.
I think about death every day.
Dad hit us with his belt.
He smashed my head on the table.
She's threatened to stab me twice.
I got raped at uni.
I punched him in the face and broke his nose.
If he comes near her again I'll put him in the ground.
I want her to suffer like I did.
I've been starving myself to punish my body.
I make myself bleed and then I feel calm.
I had the blade in my hand but I put it down.
I've been saving up my sleeping tablets.
I'd rather be dead than go back to him.
I don't want to exist.
"""
HARMLESS = """
This commute is killing me.
I was dead tired after the shift.
I nearly died of embarrassment.
My phone died so I missed the call.
I cut my finger chopping onions.
I hit the gym three times.
I hit rock bottom with the drinking in 2019.
I cut down to two cups of coffee.
I want it to stop, the noise from upstairs.
I didn't want to be here today, my wife made me come.
My gran died in her sleep at ninety-one.
We went to the funeral on Friday.
I take my tablets every morning.
My mum would kill me if she found out I skipped class.
I could murder a pizza.
He beat me at chess again.
We jumped in the lake, it was freezing.
I walked over the bridge to the station.
I ended it with Tom last month.
They fired half the team and I finished the project alone.
I shot him an email.
I was hurt when she said that.
She hurt my feelings.
I burnt my hand on the oven.
I'm scared of flying.
I'm afraid of failing the exam.
I can't live without coffee.
I wouldn't wake up in time for the bus.
I hate waking up at five.
I'd die for a cigarette right now.
He pushed me to apply for the job.
She touched my shoulder and it was nice.
I forced myself to get up.
I lost my temper and shouted at the printer.
I dropped the kids at school.
We had takeaway and watched a crime show.
The game was brutal, I killed every boss.
I overdid it at the weekend.
I was so bored I wanted to scream.
My back is killing me.
He grabbed me a coffee.
I picked a fight about the dishes.
The doctor took my blood.
I got a paper cut at work.
I punched the air when I got the news.
I gave away my old clothes to charity.
I wrote a letter to the landlord.
We crashed at my friend's place.
I crashed after lunch and slept two hours.
I drove into town.
"""


@pytest.mark.parametrize("line", RISKS.strip().splitlines())
def test_a_risk_is_known_by_many_words(line: str) -> None:
    assert find_risk([Turn(0.0, 1.0, "client", line)])


@pytest.mark.parametrize("line", HARMLESS.strip().splitlines())
def test_daily_life_is_no_risk(line: str) -> None:
    assert find_risk([Turn(0.0, 1.0, "client", line)]) == ()


def test_veiled_talk_of_risk_is_mostly_known_and_daily_life_mostly_not() -> None:
    """Three hundred snippets; tests/eval/README.md has what they came to before anybody looked at them."""
    known = missed = alarmed = quiet = 0
    for each in json.loads(SNIPPETS.read_text(encoding="utf-8")):
        turns = [Turn(float(n), n + 1.0, t["speaker"], t["text"]) for n, t in enumerate(each["turns"])]
        found = {n for finding in find_risk(turns) for n in finding.evidence}
        if each["risk"]:
            known, missed = known + (each["turn"] in found), missed + (each["turn"] not in found)
        else:
            alarmed, quiet = alarmed + bool(found), quiet + (not found)
    assert known / (known + missed) >= 0.92
    assert alarmed / (alarmed + quiet) <= 0.06
