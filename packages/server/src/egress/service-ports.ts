/** Ports where something listens that must not hear from strangers, and that never takes webhooks. */
export const servicePorts: ReadonlySet<number> = new Set(
  [
    [1, 7, 9, 11, 13, 15, 17, 19], // echo, discard, chargen and their like
    [20, 21, 22, 23, 69], // FTP, SSH, Telnet, TFTP
    [25, 110, 143, 465, 587, 993, 995], // mail
    [53, 111, 123, 161], // DNS, rpcbind, NTP, SNMP
    [135, 137, 138, 139, 445, 548, 873, 2049], // file sharing
    [389, 636, 3268], // LDAP
    [514, 515, 631], // syslog, printing
    [1433, 1521, 3306, 5432, 5984, 9042, 27017], // databases
    [6379, 11211], // Redis, memcached
    [2375, 2376, 2379, 2380, 8500, 10250, 10255], // Docker, etcd, Consul, kubelet
    [2181, 5672, 9092], // ZooKeeper, RabbitMQ, Kafka
    [9200, 9300], // Elasticsearch
    [3389, 5900, 6000], // remote desktops
  ].flat(),
)
