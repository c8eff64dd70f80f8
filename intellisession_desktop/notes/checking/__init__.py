"""Whether what a sentence says was said: claims, rules, and the model's answer."""
