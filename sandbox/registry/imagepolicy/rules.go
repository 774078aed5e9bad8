package main

import (
	"fmt"
	"regexp"
	"strings"
)

type rule struct {
	allow   bool
	pattern *regexp.Regexp
	reason  string
}

// parseRules reads `allow|deny PATTERN [REASON]` lines. `*` in a pattern stands for anything, slashes too; `#` begins a comment.
func parseRules(text string) ([]rule, error) {
	var rules []rule
	for number, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		if len(words) < 2 || (words[0] != "allow" && words[0] != "deny") {
			return nil, fmt.Errorf("rules, line %d: allow|deny PATTERN [REASON] is expected", number+1)
		}
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(words[1]), `\*`, ".*") + "$")
		rules = append(rules, rule{words[0] == "allow", pattern, strings.Join(words[2:], " ")})
	}
	return rules, nil
}

// judge finds the first rule that speaks of the image, in its full name; an image that none speaks of is refused.
func judge(image string, rules []rule) (allowed bool, reason string) {
	full := fullName(image)
	for _, rule := range rules {
		if rule.pattern.MatchString(full) {
			if rule.reason == "" {
				return rule.allow, full + " is not allowed by the image policy"
			}
			return rule.allow, full + ": " + rule.reason
		}
	}
	return false, full + ": no rule of the image policy allows it"
}

// fullName spells an image as the runtime pulls it: "nginx" is "docker.io/library/nginx:latest".
func fullName(image string) string {
	first, rest, found := strings.Cut(image, "/")
	if !found {
		image = "docker.io/library/" + image
	} else if !strings.ContainsAny(first, ".:") && first != "localhost" {
		image = "docker.io/" + first + "/" + rest
	}
	last := image[strings.LastIndex(image, "/"):]
	if strings.Contains(last, "@") || strings.Contains(last, ":") {
		return image
	}
	return image + ":latest"
}
