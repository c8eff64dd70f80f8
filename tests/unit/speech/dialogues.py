"""Made excerpts of sessions of many kinds: T is the therapist; C, P, M and S are clients and their kin."""

from __future__ import annotations

QUIET_TEENAGER = """
T: Hey, come on in. How was school this week?
C: Fine.
T: Fine like good, or fine like I don't want to talk about it?
C: The second one, I guess.
T: Okay. We can go slowly. What would be the easiest thing to start with?
C: Dunno. My mum took my phone.
T: That sounds rough. What happened before she took it?
C: I stayed up. Like till three.
T: So you were up late, and then mornings got hard?
C: Yeah.
"""

EXPLAINING_THERAPIST = """
C: It comes out of nowhere, my chest gets tight and I have to get out.
T: What happens there is that your alarm system goes off. The brain sounds the alarm, the body pours out
 adrenaline, the breath gets quick, and the chest gets tight because the muscles work hard. None of it is
 dangerous, although it feels that way.
C: I always think I'm having a heart attack.
T: That thought makes the alarm louder. It goes round in a circle: a feeling, a thought, more adrenaline. When
 people leave the situation, the alarm learns that leaving saved them. So next time it rings earlier.
C: I never saw it like that. I left the shop twice.
T: And each time the shop became a little more frightening. What we could try next week is to stay.
C: I can try that with my sister.
"""

CLIENT_WHO_ASKS = """
C: Do you think I am a bad mother?
T: What makes you ask that today?
C: I shouted at my son again. Is that normal? Does everybody shout?
T: You're looking for someone to say it is all right.
C: Would you leave him if you were me? I mean my husband. What would you do?
T: It matters less what I would do. I hear how torn you are. What is it like to be in between?
C: Horrible. Can I ask you something? Do you have kids?
T: I wonder what it would mean to you if I did.
C: I don't know. I just feel like I'm the only one who can't do it.
T: So you feel alone with it.
"""

THERAPIST_WHO_TELLS = """
T: I remember when I lost my own father I could not open his letters for a year.
C: Really? I thought I was strange, because I have his jacket in a bag in my hall.
T: I was ashamed of it too. How is it for you when you walk past the bag?
C: I look the other way. My wife wants to give it away.
T: And you haven't told her what it means to you.
C: No, I've been putting it off. I get angry instead.
T: Sounds like the anger keeps the bag where it is. Shall we look at what you would want to say to her?
C: I would say I'm not ready.
"""

COUPLE = """
T: Last time we talked about the evenings. How did it go with the half hour you agreed on?
C: We did it twice. I liked it, but then he had his phone out again.
P: I had to answer my boss. I told you that before. My job doesn't stop at six.
T: So for you it was work, and for you it felt like being left. Can you tell him what you felt, rather
 than what he did?
C: I felt stupid, sitting there with my tea.
P: I didn't know that. I thought you were just annoyed with me.
T: What is it like to hear that?
P: I feel bad. I want it to be different, I'm just so tired.
C: I'm tired too.
T: You are both tired, and you both want the half hour. What could you try until we meet next week?
"""

FAMILY = """
M: He doesn't listen to us, he sits in his room all day and I have to carry the plates out.
S: That's not true, I came down on Sunday.
P: You came down because I shouted.
T: Let me stop you for a moment. Sam, what was Sunday like for you?
S: I was hungry, so I came. Then dad started about my grades.
T: So you came, and what you heard was grades. Mr. Hall, what did you hope for when you asked?
P: I just wanted to talk to my son. I never know how.
M: We used to play cards, the three of us.
T: When you say that, I see you all look up. What would it take to play cards this week?
S: I'd play if nobody asks about school.
"""

INTAKE = """
T: Thanks for coming in. Have you seen a counsellor before?
C: Once, in college. I had four sessions, I think.
T: Are you taking any medication at the moment?
C: I take ten milligrams of escitalopram. My doctor started me on it in May.
T: How many drinks would you have in a week?
C: Maybe three. I stopped during the week because of my kids.
T: Has anyone in your family had depression?
C: My mother. She never talked about it, but she stayed in bed for weeks.
T: Did you ever have thoughts of ending your life?
C: No. I think about running away sometimes, but not that.
"""

CHANGE_TALK = """
T: On a scale from zero to ten, how important is it to you to cut down?
C: A seven. I'm sick of waking up like that.
T: A seven. And why a seven and not a three?
C: Because my daughter said something. She said I smell like grandpa.
T: That went right in.
C: Yeah. I want her to remember me differently. I used to run with her.
T: You want to be the father who runs with her.
C: I could do Sundays without it, I think. I did it in March.
T: You've done it before. What helped you in March?
C: I was at my brother's place, there was nothing in the house.
"""

FROM_THE_MIDDLE = """
C: and then I just stood there in the car park and I couldn't find my keys and I thought this is it.
T: and what did you do
C: I sat down on the kerb, I counted the lamps like we practised, and it went down.
T: how far down, if it was a nine
C: a four maybe, I could stand up again.
T: so you found a way to get through it on your own
C: I guess. I told my friend and she came and got me.
T: what does that tell you about what you can do
"""

BY_TELEPHONE = """
C: Hello, can you hear me? I'm in my kitchen, the children are at my neighbour's.
T: Yes, I can hear you well. Is now still a good time for you?
C: Yes. I have the hour. I slept badly, my back hurts.
T: I'm sorry to hear that. Where would you like to begin?
C: With my job. They moved my desk, and I cried in the toilet.
T: You cried. What did the desk mean to you?
C: That they don't want me there. I always think that.
T: You always think that. How strongly do you believe it now, from nought to a hundred?
"""

DIALOGUES = {
    "quiet teenager": QUIET_TEENAGER,
    "explaining therapist": EXPLAINING_THERAPIST,
    "client who asks": CLIENT_WHO_ASKS,
    "therapist who tells": THERAPIST_WHO_TELLS,
    "couple": COUPLE,
    "family": FAMILY,
    "intake": INTAKE,
    "change talk": CHANGE_TALK,
    "from the middle": FROM_THE_MIDDLE,
    "by telephone": BY_TELEPHONE,
}


def lines(dialogue: str) -> list[tuple[str, str]]:
    """Who says what, in order."""
    said: list[tuple[str, str]] = []
    for line in dialogue.strip().splitlines():
        if line.startswith(" "):
            who, text = said.pop()
            said.append((who, f"{text} {line.strip()}"))
        else:
            said.append((line[0], line[2:].strip()))
    return said
